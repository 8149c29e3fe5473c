import type { ApiView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { IconGauge, IconKey, IconSettings } from '@tabler/icons-react'
import { type ApiDraft, bodyOf } from './api-draft.ts'
import { consoleOf } from './console.ts'
import styles from './console-preview.module.css'
import { isSettings, menuOf, placeOf } from './menu.ts'

const draftId = 'draft'

/** A picture of the page that these settings make, in the menu that it shares with the other APIs. */
export function ConsolePreview({ draft, others }: { draft: ApiDraft; others: readonly ApiView[] }) {
  const shown = pictureOf(draft)
  const menu = menuOf([...others, shown], () => true)
  const place = placeOf(menu, draftId)
  const look = consoleOf(shown)
  if (place === null) return null
  const { section, page } = place
  const isTab = section.title !== page.title
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <Text fw={500}>What customers see</Text>
        <Text size="sm" c="dimmed" data-preview="place">
          {isTab ? `${section.title} › ${page.title}` : page.title}
        </Text>
      </figcaption>
      <div className={styles.frame} aria-hidden>
        <div className={styles.side}>
          <span className={styles.portal}>{look.portalName ?? 'Keyturn'}</span>
          <span className={styles.entry}>
            <IconGauge size={12} /> Overview
          </span>
          {menu.map(each => (
            <span key={each.title} className={styles.entry} data-active={each === section}>
              {isSettings(each) ? <IconSettings size={12} /> : <IconKey size={12} />}
              {each.title}
            </span>
          ))}
        </div>
        <div className={styles.page}>
          {isTab && (
            <div className={styles.tabs}>
              {section.pages.map(each => (
                <span key={each.title} className={styles.tab} data-active={each === page}>
                  {each.title}
                </span>
              ))}
            </div>
          )}
          <span className={styles.title}>{page.title}</span>
          {draft.keyPolicy === 'many' ? (
            <ListPicture draft={draft} title={page.title} look={look} />
          ) : (
            <SolePicture draft={draft} isShown={look.display === 'shown'} />
          )}
        </div>
      </div>
    </figure>
  )
}

/** An API that is not there yet, as far as a menu asks. */
function pictureOf(draft: ApiDraft): ApiView {
  const { name, prefix, environments, scopes, keyPolicy, reveal, credentialHeader } = draft
  return {
    id: draftId,
    name,
    prefix,
    environments: [environments],
    scopes,
    keyPolicy,
    reveal,
    rotation: { production: 0, development: 0, elevated: 0 },
    maxLifetimeDays: null,
    sensitiveEndpoints: [],
    credentialHeader,
    baseUrl: null,
    testRequest: null,
    envVariable: null,
    portalOrigins: [],
    console: { ...bodyOf(draft).console },
    createdAt: '',
    updatedAt: '',
  }
}

function ListPicture({
  draft,
  title,
  look,
}: {
  draft: ApiDraft
  title: string
  look: ReturnType<typeof consoleOf>
}) {
  const prefix = draft.prefix === '' ? 'ab' : draft.prefix
  return (
    <>
      <span className={styles.button}>Create {title.replace(/s$/, '')}</span>
      {['Production CRM sync', 'Nightly export'].map((name, index) => (
        <span key={name} className={styles.row}>
          <span>{name}</span>
          <code>
            {prefix}_live_{['4Tq', '9fZ'][index]}…
          </code>
        </span>
      ))}
      <span className={styles.dialog}>
        <span>{look.fieldLabel}</span>
        <span className={styles.field} />
        {look.form === 'full' && <span className={styles.more}>Environment, scopes, expiry, limits …</span>}
        <span className={styles.button}>{look.submitLabel}</span>
      </span>
    </>
  )
}

function SolePicture({ draft, isShown }: { draft: ApiDraft; isShown: boolean }) {
  const prefix = draft.prefix === '' ? 'ab' : draft.prefix
  return (
    <>
      <code className={styles.field}>
        {prefix}_live_4Tq{isShown ? 'R8mZc1Yw0…' : '••••••••••'}
      </code>
      <span className={styles.buttons}>
        {draft.reveal === 'anytime' && (
          <>
            <span className={styles.quiet}>{isShown ? 'Hide Key' : 'Show Key'}</span>
            <span className={styles.quiet}>Copy Key</span>
          </>
        )}
        <span className={styles.quiet}>Reset</span>
      </span>
    </>
  )
}
