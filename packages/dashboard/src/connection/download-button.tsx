import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { saveFile } from '../shared/save-file.ts'
import { CallProblem } from './call-problem.tsx'
import { fetchFile } from './fetch-file.ts'
import { useChange } from './use-change.ts'

/**
 * Gets a file from the API and has the browser keep it. A link would not say which organization the page is about, and
 * would leave a refusal in the place of the file.
 */
export function DownloadButton({ path, name, children }: { path: string; name: string; children: string }) {
  const { isRunning, error, run } = useChange()
  const download = () => run(async () => saveFile(name, await fetchFile(path)))
  return (
    <div>
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconDownload size={14} />}
        loading={isRunning}
        onClick={() => void download()}
      >
        {children}
      </Button>
      <CallProblem error={error} />
    </div>
  )
}
