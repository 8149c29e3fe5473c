import { isFramed } from '../../shared/is-framed.ts'

/** What a framed portal tells the page around it. */
export type FrameMessage =
  | { type: 'keyturn:height'; height: number }
  | { type: 'keyturn:expired' }
  /** This browser keeps no cookie in frames: another link would not work there either. */
  | { type: 'keyturn:blocked' }

/** Tells the page around the portal, if that is one of the vendor's; others are told nothing. */
export function tellFrame(message: FrameMessage, origins: readonly string[]): void {
  if (!isFramed()) return
  for (const origin of receiversOf(origins)) window.parent.postMessage(message, origin)
}

/** The origin around, as far as the browser says it; where it does not, all that it may be: one of them gets the message. */
function receiversOf(origins: readonly string[]): readonly string[] {
  const around = window.location.ancestorOrigins?.[0] ?? originOf(document.referrer)
  return around === null || around === window.location.origin
    ? origins
    : origins.filter(each => each === around)
}

function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null
}
