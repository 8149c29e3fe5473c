import type { AccessRequest, ResetRequest } from '@keyturn/contract/client'
import { formatTime } from '../../output/format-time.ts'
import type { Listing } from '../../output/print-list.ts'
import type { Colours } from '../../output/terminal.ts'
import { startText } from '../keys/key-view.ts'

export const resetRequestListing: Listing<ResetRequest> = {
  empty: 'No requests.',
  columns: now => [
    { title: 'KEY', cell: request => request.keyName, cut: true },
    { title: 'TOKEN', cell: startText, spare: true },
    { title: 'REASON', cell: request => request.reason ?? '', cut: true },
    {
      title: 'BY',
      cell: request => request.requestedBy.name ?? request.requestedBy.type,
      cut: true,
      spare: true,
    },
    { title: 'ASKED', cell: request => formatTime(request.createdAt, now), spare: true },
    { title: 'STATUS', cell: request => request.status, colour: statusColour },
    { title: 'ID', cell: request => request.id },
  ],
}

export const accessRequestListing: Listing<AccessRequest> = {
  empty: 'No requests.',
  columns: now => [
    { title: 'E-MAIL', cell: request => request.email, cut: true },
    { title: 'PERMISSION', cell: request => request.permission },
    { title: 'REASON', cell: request => request.reason ?? '', cut: true, spare: true },
    { title: 'ASKED', cell: request => formatTime(request.createdAt, now), spare: true },
    { title: 'STATUS', cell: request => request.status, colour: statusColour },
    { title: 'ID', cell: request => request.id },
  ],
}

function statusColour({ status }: { status: string }, colours: Colours) {
  return status === 'open' ? colours.yellow : colours.dim
}
