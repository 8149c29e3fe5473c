import type { Finding } from './finding.ts'
import type { Tree } from './read-tree.ts'

const banned = 'util|utils|helper|helpers|common|misc|manager|managers|service|services|base'
const bannedName = new RegExp(`^(?:${banned})$`)
const bannedLastWord = new RegExp(`(?:^|-)(?:${banned})$`)
const bannedClass = new RegExp(`\\bclass\\s+(?:\\w*(?:${capitalised(banned)})|Base[A-Z]\\w*)\\b`, 'g')
const kebabFolder = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const kebabFile = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.(?:ts|tsx|mts|mjs|js|sql|css)$/
const spelled = /\.(?:ts|tsx|mts|mjs|js|jsx|sql|css)$/

/** Names say what a thing is; the banned ones only say that it is there. */
export function checkNames(tree: Tree): Finding[] {
  return [...tree.paths.flatMap(checkPath), ...tree.sources.flatMap(checkClasses)]
}

function checkPath(path: string): Finding[] {
  const segments = path.split('/')
  const file = segments.pop() ?? ''
  const findings: Finding[] = []
  for (const folder of segments) {
    if (!kebabFolder.test(folder)) findings.push({ path, message: `folder ${folder} is not in kebab-case` })
    if (bannedName.test(folder)) findings.push({ path, message: `folder name ${folder} says nothing` })
  }
  if (!spelled.test(file)) return findings
  if (!kebabFile.test(file)) findings.push({ path, message: `file ${file} is not in kebab-case` })
  const stem = file.split('.')[0] ?? ''
  if (bannedLastWord.test(stem)) findings.push({ path, message: `file name ${stem} says nothing` })
  return findings
}

function checkClasses({ path, code }: Tree['sources'][number]): Finding[] {
  return [...code.matchAll(bannedClass)].map(match => ({
    path,
    line: code.slice(0, match.index).split('\n').length,
    message: `${match[0].replace(/\s+/, ' ')} has a name that says nothing`,
  }))
}

function capitalised(words: string): string {
  return words.replace(/\b[a-z]/g, letter => letter.toUpperCase())
}
