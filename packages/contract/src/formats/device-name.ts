const programs: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/**
 * What a user agent is, in words of ours: `Firefox on Windows`; null where nothing of it is known. It may say what it
 * likes, and whoever asks for a mail to somebody else says it: nothing of it stands in what is shown.
 */
export function deviceName(userAgent: string | null): string | null {
  if (userAgent === null) return null
  const [program, system] = [programs, systems].map(list => list.find(([sign]) => sign.test(userAgent))?.[1])
  return program && system ? `${program} on ${system}` : (program ?? system ?? null)
}
