import { KeyturnError } from './keyturn-error.ts'
import type { Call, Send } from './transport.ts'

type PageOf<Item> = { data: Item[]; nextCursor: string | null }

/**
 * A list. Awaited it is its first page; `for await` goes through the items of all pages, fetching each when it is
 * reached. Nothing is sent before one or the other, and each await and each loop begins anew.
 */
export class PageList<Item, Page extends PageOf<Item> = PageOf<Item>>
  implements Promise<Page>, AsyncIterable<Item>
{
  readonly [Symbol.toStringTag] = 'PageList'
  readonly #load: (cursor: string | undefined) => Promise<Page>

  constructor(load: (cursor: string | undefined) => Promise<Page>) {
    this.#load = load
  }

  // biome-ignore lint/suspicious/noThenProperty: a list is awaited for its first page
  then<Result = Page, Failure = never>(
    onPage?: ((page: Page) => Result | PromiseLike<Result>) | null,
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Result | Failure> {
    return this.#load(undefined).then(onPage, onError)
  }

  catch<Failure = never>(
    onError?: ((error: unknown) => Failure | PromiseLike<Failure>) | null,
  ): Promise<Page | Failure> {
    return this.#load(undefined).catch(onError)
  }

  finally(onSettled?: (() => void) | null): Promise<Page> {
    return this.#load(undefined).finally(onSettled)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data
  }

  /** Page by page, for whoever wants to keep `nextCursor`. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let page = await this.#load(undefined)
    yield page
    while (page.nextCursor !== null) {
      const { nextCursor } = page
      page = await this.#load(nextCursor)
      if (page.nextCursor === nextCursor) throw endlessList()
      yield page
    }
  }
}

/** The list that `call` answers; the cursor in its query is where it begins. */
export function listPages<Item, Page extends PageOf<Item>>(send: Send, call: Call): PageList<Item, Page> {
  return new PageList(cursor =>
    send<Page>(cursor === undefined ? call : { ...call, query: { ...call.query, cursor } }),
  )
}

function endlessList(): KeyturnError {
  return new KeyturnError({
    status: 200,
    code: 'invalid_answer',
    detail: 'The server answered a page whose next page is itself.',
  })
}
