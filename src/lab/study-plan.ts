import type { RunRequest, ScenarioSource } from './run-request.js'

/**
 * The runs of a comparison: policies crossed with seeds `base`, `base+1`, ... The runs of one seed share their luck, so
 * that policies differ in nothing else. On demand the first seed's runs
 * keep a row for each attempt.
 */
export function planRuns(
  source: ScenarioSource,
  policies: readonly (string | undefined)[],
  base: string,
  seeds: number,
  keepsRecords: boolean,
): RunRequest[] {
  const requests: RunRequest[] = []
  for (let i = 0; i < seeds; i++) {
    for (const policy of policies)
      requests.push({ source, policy, seed: seedText(base, i), records: keepsRecords && i === 0 })
  }
  return requests
}

/** The i-th seed after a base: numbers count on, texts get a number. */
function seedText(base: string, i: number): string {
  if (i === 0) return base
  return /^\d+$/.test(base) ? String(BigInt(base) + BigInt(i)) : `${base}-${i + 1}`
}
