import { HttpProblem } from './http-problem.ts'

/** The same words for what does not exist and for what belongs to somebody else. */
export function nothingHere(): HttpProblem {
  return new HttpProblem('not_found', 'There is nothing here that you can reach. Check the id.')
}
