/** A failure that no server has told of; its message is a sentence for whoever looks at the page. */
export class SpokenError extends Error {}
