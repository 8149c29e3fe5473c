import { deviceName, type OpenSession } from '@keyturn/contract/client'
import { Badge, Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { InstantText } from '../../shared/instant-text.tsx'
import { devicesQuery, refreshAccount } from './account-queries.ts'
import { AccountItem, AccountList, AccountSection, Loaded } from './account-section.tsx'

const ways: Record<OpenSession['method'], string> = {
  password: 'with a password',
  passkey: 'with a passkey',
  sso: 'by single sign-on',
  link: 'with a link',
}

/** Where somebody is signed in, and how they end that. */
export function DevicesSection() {
  const devices = useQuery(devicesQuery)
  const { isRunning, error, run } = useChange()
  const endOne = (id: string) =>
    run(async () => {
      await client.sessions.endOne(id)
      await refreshAccount()
    })
  const endOthers = () =>
    run(async () => {
      const { ended } = await client.sessions.endOther()
      await refreshAccount()
      const message = ended === 1 ? 'One session ended.' : `${ended} sessions ended.`
      notifications.show({ title: 'Signed out everywhere else', message, color: 'gray' })
    })
  return (
    <AccountSection
      title="Devices"
      purpose="Where you are signed in. What you end is over at once, on every server."
    >
      <Loaded query={devices} height={112}>
        {found => (
          <>
            <AccountList>
              {found.map(each => (
                <DeviceItem
                  key={each.id}
                  device={each}
                  isBusy={isRunning}
                  onEnd={() => void endOne(each.id)}
                />
              ))}
            </AccountList>
            <Button
              mt="md"
              variant="default"
              loading={isRunning}
              disabled={found.length < 2}
              onClick={() => void endOthers()}
            >
              Sign out everywhere else
            </Button>
          </>
        )}
      </Loaded>
      <CallProblem error={error} />
    </AccountSection>
  )
}

function DeviceItem({
  device: { current, method, ip, userAgent, createdAt, lastSeenAt },
  isBusy,
  onEnd,
}: {
  device: OpenSession
  isBusy: boolean
  onEnd: () => void
}) {
  const name = deviceName(userAgent) ?? 'Unknown device'
  return (
    <AccountItem
      name={
        <>
          {name} {current && <Badge size="sm">This one</Badge>}
        </>
      }
      facts={
        <>
          {ip ?? 'Unknown address'}, last used <InstantText at={lastSeenAt} />; signed in {ways[method]}{' '}
          <InstantText at={createdAt} />
        </>
      }
      actions={
        !current && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={isBusy}
            aria-label={`Sign out ${name}`}
            onClick={onEnd}
          >
            Sign out
          </Button>
        )
      }
    />
  )
}
