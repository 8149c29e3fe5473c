import { useRouter } from '@tanstack/react-router'
import { changePerson } from '../features/sessions/session-queries.ts'

/** Goes on as whoever has just signed in, without a way back to the page on which they did. */
export function useEnter(): (to?: string) => void {
  const { history } = useRouter()
  return (to = '/') => void changePerson().then(() => history.replace(to))
}
