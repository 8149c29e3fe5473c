import { Text } from '@mantine/core'
import { permissionChoices } from '../features/members/permission-words.ts'
import { RequestAccess } from '../features/requests/request-access.tsx'
import { PageHeader } from '../shared/page-header.tsx'
import type { Place } from './frame/place.ts'
import styles from './missing-permission-page.module.css'

/** A page that exists and that one may not see: what is missing, who can give it, and a way to ask for it. */
export function MissingPermissionPage({
  place,
  title,
  permissions,
}: {
  place: Place
  title: string
  permissions: readonly string[]
}) {
  const { organization, session } = place
  const missing = permissionChoices.filter(({ value }) => permissions.includes(value))
  if (missing.length === 0) {
    return <PageHeader title={title} purpose="There is nothing here that you can reach." />
  }
  return (
    <>
      <PageHeader
        title={title}
        purpose={
          missing.length === 1
            ? 'You need a permission to see this page that you do not have:'
            : 'You need one of these permissions to see this page, and have none of them:'
        }
      />
      <ul className={styles.permissions}>
        {missing.map(({ value, label, description }) => (
          <li key={value}>
            <Text fw={500}>
              {label} <code className={styles.name}>{value}</code>
            </Text>
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          </li>
        ))}
      </ul>
      <Text maw={560} mb="md">
        An administrator of {organization.name} can give {missing.length === 1 ? 'it' : 'them'} to you, and so
        can whoever manages its people and has {missing.length === 1 ? 'it' : 'the permission'} already.
      </Text>
      {session.permissions !== null && (
        <RequestAccess organization={organization} title={title} choices={missing} />
      )}
    </>
  )
}
