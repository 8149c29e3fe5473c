/** What every report on losses must say. */
export const nothingLost = {
  lostVerifications: [],
  lostChanges: [],
  auditMismatches: [],
  auditValid: true,
  creditsBack: 0,
}
