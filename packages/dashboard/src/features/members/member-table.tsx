import type { MemberView, Session } from '@keyturn/contract/client'
import { Badge, Skeleton, Text, VisuallyHidden } from '@mantine/core'
import { InstantText } from '../../shared/instant-text.tsx'
import frame from '../../shared/table.module.css'
import { MemberActions } from './member-actions.tsx'
import styles from './people-table.module.css'
import { permissionWords } from './permission-words.ts'

const loadingRows = ['a', 'b', 'c']

/** The people who are members; undefined while they are on their way. */
export function MemberTable({
  organization,
  session,
  members,
}: {
  organization: { id: string; name: string }
  session: Session
  members: MemberView[] | undefined
}) {
  return (
    <table className={`${frame.table} ${styles.table}`} aria-busy={members === undefined}>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">May</th>
          <th scope="col">Since</th>
          <th scope="col">
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
        </tr>
      </thead>
      <tbody>
        {members === undefined &&
          loadingRows.map(row => (
            <tr key={row}>
              <td colSpan={4}>
                <Skeleton height={16} my={8} />
              </td>
            </tr>
          ))}
        {members?.map(member => (
          <tr key={member.id} data-member={member.id}>
            <td>
              <Person member={member} isSelf={member.userId === session.user.id} />
            </td>
            <td>
              <PermissionList permissions={member.permissions} />
            </td>
            <td data-column={member.userId === null ? 'state' : 'since'}>
              {member.userId === null ? (
                <Text c="dimmed" size="sm">
                  Has not joined
                </Text>
              ) : (
                <InstantText at={member.createdAt} />
              )}
            </td>
            <td data-column="actions">
              <MemberActions organization={organization} session={session} member={member} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Person({ member: { name, email }, isSelf }: { member: MemberView; isSelf: boolean }) {
  return (
    <div className={styles.person}>
      <Text fw={500} size="md">
        {name ?? email}
        {isSelf && (
          <Badge size="sm" ml="xs">
            You
          </Badge>
        )}
      </Text>
      {name !== null && (
        <Text size="sm" c="dimmed">
          {email}
        </Text>
      )}
    </div>
  )
}

export function PermissionList({ permissions }: Pick<MemberView, 'permissions'>) {
  const words = permissionWords(permissions)
  if (words.length === 0) return <Text c="dimmed">Nothing yet</Text>
  return (
    <span className={styles.words}>
      {words.map(word => (
        <Badge key={word}>{word}</Badge>
      ))}
    </span>
  )
}
