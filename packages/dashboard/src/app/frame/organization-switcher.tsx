import type { OrganizationView } from '@keyturn/contract/client'
import { Badge, Button, Menu, Text, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconSelector } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import styles from './frame.module.css'
import type { Place } from './place.ts'
import { useOrganizations } from './use-organizations.ts'

/** As many as a menu is still read; operators find the others on their page. */
const shownMost = 12

/** Where one is; no organization on pages about the whole installation. */
type Where = Pick<Place, 'session' | 'brand'> & {
  organization: Pick<OrganizationView, 'id' | 'name' | 'suspended'> | null
}

function SuspendedMark() {
  return (
    <Badge size="sm" color="red" mx={4} className={styles.mark}>
      Suspended
    </Badge>
  )
}

/** Which organization the pages are about; operators see all of them. */
export function OrganizationSwitcher({ place }: { place: Where }) {
  const { session, organization, brand } = place
  const navigate = useNavigate()
  const isOperator = session.operator !== null
  const all = useOrganizations(place)
  const choices = isOperator ? all.slice(0, shownMost) : all
  return (
    <Menu position="bottom-start" width={208}>
      <Menu.Target>
        <Button
          variant="default"
          className={styles.switcher}
          justify="space-between"
          rightSection={<IconSelector size={16} />}
        >
          <VisuallyHidden>
            {organization === null ? 'Choose an organization, now: ' : 'Organization: '}
          </VisuallyHidden>
          <Text span truncate fw={500}>
            {organization?.name ?? 'Installation'}
          </Text>{' '}
          {organization?.suspended && <SuspendedMark />}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{brand}</Menu.Label>
        {choices.map(({ id, name, suspended }) => (
          <Menu.Item
            key={id}
            rightSection={
              <>
                {(id === organization?.id ? organization.suspended : suspended) && <SuspendedMark />}
                {id === organization?.id && <IconCheck size={14} />}
              </>
            }
            onClick={() =>
              void navigate({ to: '/organizations/$organizationId', params: { organizationId: id } })
            }
          >
            {name}
          </Menu.Item>
        ))}
        {isOperator && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => void navigate({ to: '/installation/organizations' })}>
              All organizations
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
