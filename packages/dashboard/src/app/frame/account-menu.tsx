import type { Session } from '@keyturn/contract/client'
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { client } from '../../connection/client.ts'

const schemes = [
  ['light', 'Light'],
  ['dark', 'Dark'],
  ['auto', 'As the system'],
] as const

/** Who one is, how the pages look, and the way out. */
export function AccountMenu({ session }: { session: Session }) {
  // Transitions are not stopped for the change: that would take a style element.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const signOut = async () => {
    await client.session.end()
    // A new page: nothing that was read stays in memory.
    window.location.assign('/sign-in')
  }
  return (
    <Menu width={220}>
      <Menu.Target>
        <ActionIcon aria-label={`Account of ${session.user.email}`}>
          <IconUserCircle size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{session.user.name ?? session.user.email}</Menu.Label>
        <Menu.Item
          leftSection={<IconSettings size={16} />}
          renderRoot={props => <Link {...props} to="/account" />}
        >
          Account
        </Menu.Item>
        <Menu.Divider />
        {schemes.map(([scheme, word]) => (
          <Menu.Item
            key={scheme}
            rightSection={colorScheme === scheme ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {word}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
