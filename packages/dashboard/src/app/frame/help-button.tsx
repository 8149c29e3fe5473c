import { ActionIcon, Anchor, Kbd, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconHelp } from '@tabler/icons-react'
import { Link, useParams } from '@tanstack/react-router'
import { useShortcuts } from '../../shared/use-shortcuts.ts'
import styles from './frame.module.css'
import type { Place } from './place.ts'

const shortcuts = [
  ['Find a page, a key or help', ['⌘', 'K']],
  ['Create', ['c']],
  ['Search the list', ['/']],
  ['Next and previous row', ['j', 'k']],
  ['Open the row', ['Enter']],
  ['Select the row', ['x']],
  ['Close', ['Esc']],
  ['This list', ['?']],
] as const

/** Which keys do what, and where to read more. Null: on pages that are about no organization. */
export function HelpButton({ place }: { place: Place | null }) {
  const [isOpen, { open, close }] = useDisclosure(false)
  useShortcuts({ '?': open })
  return (
    <>
      <ActionIcon aria-label="Help and keyboard shortcuts" onClick={open}>
        <IconHelp size={20} />
      </ActionIcon>
      <Modal opened={isOpen} onClose={close} title="Help" centered>
        {place !== null && <KeyHelp place={place} onLeave={close} />}
        <Text fw={600} mt="lg" mb={4}>
          Keyboard shortcuts
        </Text>
        {shortcuts.map(([what, keys]) => (
          <div key={what} className={styles.shortcut}>
            <Text>{what}</Text>
            <span>
              {keys.map(key => (
                <Kbd key={key} ml={4}>
                  {key}
                </Kbd>
              ))}
            </span>
          </div>
        ))}
        <Text mt="md" c="dimmed">
          On Windows and Linux, ⌘ is Ctrl. More:{' '}
          <Anchor href="/help/api" underline="always">
            API reference
          </Anchor>
          ,{' '}
          <Anchor href="/help/problems" underline="always">
            problems and what to do
          </Anchor>
          .
        </Text>
      </Modal>
    </>
  )
}

/** The help on the keys of the API that one looks at; elsewhere, on those of each. */
function KeyHelp({ place, onLeave }: { place: Place; onLeave: () => void }) {
  const { apiId = '' } = useParams({ strict: false })
  const here = place.apis.filter(({ id }) => id === apiId)
  const shown = here.length > 0 ? here : place.apis
  return shown.map(({ id, name }) => (
    <div key={id} className={styles.help}>
      <Anchor
        renderRoot={props => (
          <Link
            {...props}
            to="/organizations/$organizationId/apis/$apiId/help"
            params={{ organizationId: place.organization.id, apiId: id }}
            onClick={onLeave}
          />
        )}
      >
        How to get, use and look after API keys of {name}
      </Anchor>
    </div>
  ))
}
