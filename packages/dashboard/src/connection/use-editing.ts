import { type KeyturnClient, KeyturnError } from '@keyturn/contract/client'
import { useState } from 'react'
import { clashWords, mergeDrafts } from '../shared/merge-drafts.ts'
import { SpokenError } from '../shared/spoken-error.ts'
import { useChange } from './use-change.ts'
import { readVersioned } from './versioned.ts'

const triesMost = 3

/** What is sent: the draft, what it changes, and the version of that which it must still be. */
type Sent<Resource, Draft> = { draft: Draft; before: Resource; options: { ifMatch?: string } }

/**
 * A form over something that others may change too. Saving puts what was typed here on top of what they changed
 * elsewhere; where both changed the same, it says so once, keeps what was typed, and saving again puts that in place.
 */
export function useEditing<Resource, Draft extends object>({
  resource,
  draftOf,
  read,
  send,
}: {
  resource: Resource
  draftOf: (resource: Resource) => Draft
  read: (client: KeyturnClient) => Promise<Resource>
  send: (input: Sent<Resource, Draft>) => Promise<Resource>
}) {
  // Null: nothing was typed yet, and the form shows what is there.
  const [edited, setEdited] = useState<{ seen: Resource; draft: Draft } | null>(null)
  const { isRunning, error, run } = useChange()
  const seen = edited?.seen ?? resource
  const draft = edited?.draft ?? draftOf(resource)

  const attempt = async (triesLeft: number): Promise<Resource> => {
    const { value, tag } = await readVersioned(read)
    const merged = mergeDrafts({ before: draftOf(seen), mine: draft, theirs: draftOf(value) })
    if (merged.clashes.length > 0) {
      setEdited({ seen: value, draft: merged.draft })
      throw new SpokenError(
        `${clashWords(merged.clashes)} What you typed is kept: save again to put it in its place, or discard it.`,
      )
    }
    try {
      const options = tag === null ? {} : { ifMatch: tag }
      return await send({ draft: merged.draft, before: value, options })
    } catch (failure) {
      const isLate = failure instanceof KeyturnError && failure.code === 'precondition_failed'
      if (!isLate || triesLeft === 0) throw failure
      return attempt(triesLeft - 1)
    }
  }

  return {
    /** What the draft is compared with. */
    seen,
    draft,
    isRunning,
    error,
    change: (part: Partial<Draft>) =>
      setEdited(now => ({ seen: now?.seen ?? resource, draft: { ...(now?.draft ?? draft), ...part } })),
    discard: () => setEdited(null),
    /** Answers whether it was saved; `adopt` takes over what the resource is then. */
    save: (adopt: (after: Resource) => Promise<void>) =>
      run(async () => {
        await adopt(await attempt(triesMost))
        setEdited(null)
      }),
  }
}
