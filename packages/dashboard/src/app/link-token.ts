const pattern = /^#(?:token=)?([\w-]{16,128})$/

/** Pages that links with tokens open; on others an anchor is a place in the page. */
const pages = /^\/(?:sign-in|setup|reset-password|accept-invitation|portal\/\w+)$/

/** What the link that this page was opened with carries behind its `#`, which browsers send to nobody. */
const opened = { path: window.location.pathname, token: tokenHere() }

/**
 * Takes the token out of the address, and with that out of the history, before the router reads it. Another link to the
 * same page changes no more than what is behind the `#`: then everything begins anew.
 */
export function hideLinkToken(): void {
  if (opened.token !== null) {
    window.history.replaceState(window.history.state, '', opened.path + window.location.search)
  }
  window.addEventListener('hashchange', () => {
    if (tokenHere() !== null) window.location.reload()
  })
}

/** The token of the link that led to this very page. */
export function linkToken(): string | null {
  return window.location.pathname === opened.path ? opened.token : null
}

function tokenHere(): string | null {
  const { pathname, hash } = window.location
  return pages.test(pathname) ? (pattern.exec(hash)?.[1] ?? null) : null
}
