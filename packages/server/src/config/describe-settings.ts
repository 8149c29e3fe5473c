import { flagOf } from './setting.ts'
import { settingList } from './settings.ts'

/** The reference of all settings as a Markdown table. */
export function describeSettings(): string {
  const rows = settingList.map(({ name, flag, file, description, fallback }) => {
    const ways = [
      `\`${name}\``,
      ...(file === 'accepted' ? [`\`${name}_FILE\``] : []),
      ...(flag === 'always' ? [`\`--${flagOf(name)}\``] : []),
    ]
    const none = fallback === null || (Array.isArray(fallback) && fallback.length === 0)
    return `| ${ways.join('<br>')} | ${none ? 'none' : `\`${fallback}\``} | ${description} |`
  })
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n')
}
