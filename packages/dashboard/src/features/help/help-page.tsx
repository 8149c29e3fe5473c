import { Button, CloseButton, Text, TextInput, Title } from '@mantine/core'
import { IconPrinter, IconSearch } from '@tabler/icons-react'
import { useEffect, useMemo, useState } from 'react'
import { EmptyState } from '../../shared/empty-state.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { HelpBlocks } from './help-blocks.tsx'
import type { HelpFacts } from './help-facts.ts'
import styles from './help-page.module.css'
import { findHelp, type HelpEntry, type HelpSection } from './help-text.ts'
import { useOpenedAnchor } from './use-opened-anchor.ts'
import { writeHelp } from './write-help.ts'

/** All that people need to know about the keys of one API, to read, search and print. */
export function HelpPage({ facts }: { facts: HelpFacts }) {
  const all = useMemo(() => writeHelp(facts), [facts])
  const [typed, setTyped] = useState('')
  const anchor = useOpenedAnchor()
  const found = findHelp(all, typed)
  const isOpen = (entry: HelpEntry) => typed.trim() !== '' || entry.id === anchor
  return (
    <>
      <PageHeader
        title={`Help: API keys of ${facts.api.name}`}
        purpose={`How ${facts.organization} gets, uses and looks after them.`}
        action={
          <Button
            variant="default"
            className={styles.unprinted}
            leftSection={<IconPrinter size={16} />}
            onClick={() => window.print()}
          >
            Print
          </Button>
        }
      />
      <div className={styles.page}>
        <Contents sections={found} />
        <div className={styles.sections}>
          <Search typed={typed} onTyped={setTyped} />
          {found.length === 0 && (
            <EmptyState title="Nothing about that" sentence="Try fewer words, or the code of the refusal." />
          )}
          {found.map(section => (
            <Section key={section.id} section={section} isOpen={isOpen} anchor={anchor} />
          ))}
        </div>
      </div>
    </>
  )
}

function Search({ typed, onTyped }: { typed: string; onTyped: (typed: string) => void }) {
  return (
    <TextInput
      className={styles.unprinted}
      aria-label="Search this help"
      placeholder="Search, such as 401 or rotate"
      leftSection={<IconSearch size={16} />}
      rightSection={typed === '' ? null : <CloseButton aria-label="Clear" onClick={() => onTyped('')} />}
      value={typed}
      onChange={event => onTyped(event.currentTarget.value)}
    />
  )
}

function Contents({ sections }: { sections: readonly HelpSection[] }) {
  return (
    <nav aria-label="On this page" className={styles.contents}>
      <Text size="xs" c="dimmed" mb={4}>
        On this page
      </Text>
      {sections.map(({ id, title }) => (
        <a key={id} href={`#${id}`} className={styles.entry}>
          {title}
        </a>
      ))}
    </nav>
  )
}

function Section({
  section,
  isOpen,
  anchor,
}: {
  section: HelpSection
  isOpen: (entry: HelpEntry) => boolean
  anchor: string
}) {
  return (
    <section id={section.id} className={styles.section} aria-labelledby={`${section.id}-title`}>
      <Title order={2} id={`${section.id}-title`} className={styles.title}>
        {section.title}
        <Permalink id={section.id} title={section.title} />
      </Title>
      <HelpBlocks blocks={section.blocks} />
      {section.entries.map(entry =>
        entry.isFolded ? (
          <FoldedEntry key={entry.id} entry={entry} isOpen={isOpen(entry)} isWanted={entry.id === anchor} />
        ) : (
          <div key={entry.id} id={entry.id} className={styles.part}>
            <Title order={3} className={styles.title}>
              {entry.title}
              <Permalink id={entry.id} title={entry.title} />
            </Title>
            <HelpBlocks blocks={entry.blocks} />
          </div>
        ),
      )}
    </section>
  )
}

function Permalink({ id, title }: { id: string; title: string }) {
  return (
    <a href={`#${id}`} className={styles.permalink} aria-label={`Link to ${title}`}>
      #
    </a>
  )
}

/** A row that one opens oneself, too; it is opened whenever it becomes the one that is looked for. */
function FoldedEntry({ entry, isOpen, isWanted }: { entry: HelpEntry; isOpen: boolean; isWanted: boolean }) {
  const [isOpened, setOpened] = useState(isOpen)
  useEffect(() => setOpened(isOpen), [isOpen])
  return (
    <details
      id={entry.id}
      className={styles.row}
      data-wanted={isWanted || undefined}
      open={isOpened}
      onToggle={event => setOpened(event.currentTarget.open)}
    >
      <summary className={styles.summary}>
        <code className={styles.mark}>{entry.mark}</code> {entry.title}
      </summary>
      <HelpBlocks blocks={entry.blocks} />
    </details>
  )
}
