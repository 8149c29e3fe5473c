import type { ApiView } from '@keyturn/contract/client'
import { Code, Group, SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { CopyButton } from '../../shared/copy-button.tsx'
import { envLine, type Language, languages, snippetOf } from './snippet-texts.ts'

/** How programs call the API with the key, in four languages. */
export function Snippets({ api }: { api: ApiView }) {
  const [language, setLanguage] = useState<Language>('curl')
  const text = snippetOf(language, api)
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        Line for .env
      </Text>
      <Code block>{envLine(api)}</Code>
      <Group justify="space-between" mt="md" mb={4} gap="xs">
        <SegmentedControl
          size="xs"
          data={[...languages]}
          value={language}
          aria-label="Language of the example"
          onChange={value => setLanguage(languages.find(each => each === value) ?? 'curl')}
        />
        <CopyButton text={text} label="Copy example" size="compact-sm" />
      </Group>
      <Code block translate="no">
        {text}
      </Code>
    </div>
  )
}
