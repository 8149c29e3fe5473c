import type { Session } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { PageHeader } from '../../shared/page-header.tsx'
import { refreshAccount } from './account-queries.ts'
import { AccountSection } from './account-section.tsx'
import { DevicesSection } from './devices-section.tsx'
import { IdentitiesSection } from './identities-section.tsx'
import { PasskeysSection } from './passkeys-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { RecoveryCodesDialog } from './recovery-codes-dialog.tsx'
import { TwoFactorSection } from './two-factor-section.tsx'

/** The person who is signed in: who they are, what they sign in with, and where. */
export function AccountPage({
  session,
  notice,
  onChanged,
}: {
  session: Session
  /** What has to be done here before one can go on. */
  notice: ReactNode
  /** Reads the session again. */
  onChanged: () => Promise<void>
}) {
  const [codes, holdCodes] = useHeldSecret()
  const changed = async () => {
    await Promise.all([refreshAccount(), onChanged()])
  }
  const showCodes = (shown: readonly string[]) => holdCodes(shown.join('\n'))
  return (
    <>
      <PageHeader
        title="Account"
        purpose="Who you are, what you sign in with, and where you are signed in."
      />
      {notice}
      {session.method === 'sso' ? (
        <Vouched session={session} />
      ) : (
        <>
          <ProfileSection user={session.user} onChanged={onChanged} />
          <PasswordSection email={session.user.email} />
          <TwoFactorSection onChanged={changed} onCodes={showCodes} />
          <PasskeysSection onChanged={changed} onCodes={showCodes} />
          <IdentitiesSection />
          <DevicesSection />
        </>
      )}
      {codes !== null && <RecoveryCodesDialog codes={codes} onClose={() => holdCodes(null)} />}
    </>
  )
}

/** Whoever configures an organization's identity provider decides nothing about accounts, so such a session does neither. */
function Vouched({ session: { user, memberships } }: { session: Session }) {
  const organization = memberships[0]?.organizationName ?? 'your organization'
  return (
    <AccountSection title="Profile" purpose={`As ${organization} has written it down.`}>
      <Text fw={500}>{user.name ?? user.email}</Text>
      <Text c="dimmed">{user.email}</Text>
      <Text mt="md" maw={560}>
        You signed in through the identity provider of {organization}, which does not decide about your
        account. To change how you sign in, sign in with your password or a passkey.
      </Text>
    </AccountSection>
  )
}
