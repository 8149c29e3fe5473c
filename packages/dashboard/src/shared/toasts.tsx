import { Notifications, useNotifications } from '@mantine/notifications'
import styles from './toasts.module.css'
import { useSeenPart } from './use-seen-part.ts'

/** What was done, told for a moment: at the end of what is in view, also of a frame that is higher than that. */
export function Toasts() {
  const { notifications } = useNotifications()
  const part = useSeenPart(notifications.length)
  const below = part === null || part === 'whole' ? 0 : window.innerHeight - part.top - part.height
  return (
    <Notifications
      position="bottom-right"
      classNames={{ root: styles.toasts ?? '' }}
      style={{ '--unseen-below': `${Math.max(0, below)}px` }}
    />
  )
}
