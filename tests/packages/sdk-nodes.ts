import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeTemporary, temporaryDirectory } from '../harness/temporary-data.ts'
import { consumerOutput, consumerProject, consumers, frameworks } from './consumer-project.ts'
import { packPackage } from './pack-package.ts'
import { run } from './run.ts'

/** The oldest that the SDK says it needs, and the newest of each line. */
export const sdkNodes = ['20.18.1', '20.20.2', '22.23.3', '24.21.0', '26.10.0']

export type SdkNodesReport = {
  /** By Node version: what the packed SDK does there, and what went wrong instead. */
  nodes: Record<string, { works: string[]; fails: Record<string, string> }>
}

/** The packed SDK on each version of Node, which npm brings into a temporary directory. */
export async function runSdkNodes(versions: readonly string[]): Promise<SdkNodesReport> {
  const tarball = packPackage('sdk')
  const project = consumerProject(tarball, frameworks)
  const programs = installNodes(versions)
  const report: SdkNodesReport = { nodes: {} }
  for (const node of programs.paths) {
    const found = { works: [] as string[], fails: {} as Record<string, string> }
    for (const [name, args] of consumers) {
      const failure = failureOf(() => run(node, args, { cwd: project }))
      if (failure === null) found.works.push(name)
      else found.fails[name] = failure
    }
    report.nodes[run(node, ['--version'], { cwd: project }).trim()] = found
  }
  await removeTemporary([project, programs.directory])
  return report
}

function failureOf(work: () => string): string | null {
  try {
    const output = work()
    return output === consumerOutput ? null : output
  } catch (error) {
    return String(error)
  }
}

function installNodes(versions: readonly string[]): { directory: string; paths: string[] } {
  const directory = temporaryDirectory()
  const program = `node-${process.platform}-${process.arch}`
  const dependencies = Object.fromEntries(
    versions.map(version => [`node-${version}`, `npm:${program}@${version}`]),
  )
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ private: true, dependencies }))
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent']
  run('npm', ['install', ...flags], { cwd: directory })
  const paths = versions.map(version => join(directory, 'node_modules', `node-${version}`, 'bin/node'))
  return { directory, paths }
}
