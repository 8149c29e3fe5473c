import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown } from '@tabler/icons-react'
import { useNavigate, useParams } from '@tanstack/react-router'
import { environmentsOf, firstEnvironmentOf } from '../environments.ts'
import type { Place } from './place.ts'

const words: Readonly<Record<string, string>> = { live: 'Live', test: 'Test' }

export function environmentWord(environment: string): string {
  return words[environment] ?? environment
}

/** Chooses which environment the pages are about; it stands in the address of each. */
export function EnvironmentMenu({ place }: { place: Place }) {
  const navigate = useNavigate()
  const { keyId } = useParams({ strict: false })
  const environments = environmentsOf(place.apis)
  const current = place.environment
  if (environments.length < 2 || current === null) return null
  const choose = (environment: string) =>
    navigate({
      // A key is of one environment: of another there is the list.
      to: keyId === undefined ? '.' : '/organizations/$organizationId/apis/$apiId/keys',
      search: before => ({
        ...before,
        environment: environment === firstEnvironmentOf(environments) ? undefined : environment,
        environments: undefined,
        cursor: undefined,
      }),
    })
  return (
    <Menu>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          rightSection={<IconChevronDown size={14} />}
          aria-label={`Environment: ${environmentWord(current)}`}
        >
          {environmentWord(current)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {environments.map(environment => (
          <Menu.Item
            key={environment}
            rightSection={environment === current ? <IconCheck size={14} /> : null}
            onClick={() => void choose(environment)}
          >
            {environmentWord(environment)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
