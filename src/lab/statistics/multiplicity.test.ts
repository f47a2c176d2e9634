import test from 'ava'
import { benjaminiHochberg, benjaminiHochbergClaims, holm, holmClaims } from './multiplicity.js'
import { plantedUniform, rateOf } from './testing/planted.js'

const rounded = (ps: readonly number[]): number[] => ps.map((p) => Number(p.toFixed(6)))

test('adjusted by hand', (t) => {
  const ps = [0.01, 0.04, 0.03, 0.005]
  t.deepEqual(rounded(holm(ps)), [0.03, 0.06, 0.06, 0.02])
  t.deepEqual(rounded(benjaminiHochberg(ps)), [0.02, 0.04, 0.04, 0.02])
  t.deepEqual([holm([]), benjaminiHochberg([])], [[], []])
  t.deepEqual([holm([0.2]), benjaminiHochberg([0.2])], [[0.2], [0.2]], 'one claim needs no adjustment')
  t.deepEqual(holm([0.6, 0.7]), [1, 1])
})

/** p values of a study: of claims without truth even, of true ones small. */
const psOf = (study: number, claims: number, trueOnes: number): number[] =>
  Array.from({ length: claims }, (_, claim) => plantedUniform(study, claim) * (claim < trueOnes ? 0.002 : 1))

test('claims that are known by level only are those that adjusted p values make', (t) => {
  for (let study = 0; study < 200; study++) {
    const ps = psOf(study, 12, 5)
    const tests = ps.map((p) => (level: number) => p <= level)
    t.deepEqual(
      holmClaims(tests, 0.05),
      holm(ps).map((p) => p <= 0.05),
      `Holm, ${study}`,
    )
    t.deepEqual(
      benjaminiHochbergClaims(tests, 0.05),
      benjaminiHochberg(ps).map((p) => p <= 0.05),
      `Benjamini–Hochberg, ${study}`,
    )
  }
  t.deepEqual([holmClaims([], 0.05), benjaminiHochbergClaims([], 0.05)], [[], []])
})

test('of studies in which nothing differs, 5 % make a claim after Holm, and far more without', (t) => {
  const claims = (adjust: (ps: readonly number[]) => readonly number[]): number =>
    rateOf(2_000, (study) => adjust(psOf(study, 5, 0)).some((p) => p < 0.05))
  t.true(Math.abs(claims(holm) - 0.05) < 0.015, `${claims(holm)}`)
  t.true(claims((ps) => ps) > 0.2)
})

test('Benjamini–Hochberg finds more true claims than Holm, with at most 5 % false among those found', (t) => {
  let falseShare = 0
  let found = 0
  let foundByHolm = 0
  for (let study = 0; study < 1_000; study++) {
    const ps = psOf(study, 20, 10)
    const claimed = benjaminiHochberg(ps).flatMap((p, claim) => (p < 0.05 ? [claim] : []))
    falseShare += claimed.filter((claim) => claim >= 10).length / Math.max(1, claimed.length) / 1_000
    found += claimed.length
    foundByHolm += holm(ps).filter((p) => p < 0.05).length
  }
  t.true(falseShare > 0.01 && falseShare < 0.05, `${falseShare}`)
  t.true(found > foundByHolm)
})
