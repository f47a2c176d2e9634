import test from 'ava'
import { plantedNormal, rateOf } from './testing/planted.js'
import { signedRankTest } from './wilcoxon.js'

const published: readonly (readonly [source: string, p: number, differences: readonly number[]])[] = [
  ['depression scores, Hollander & Wolfe 1973', 0.0391, [0.952, -0.147, 1.022, 0.43, 0.62, 0.59, 0.49, -0.08, 0.01]],
  ["Darwin's maize, Fisher 1935", 0.0413, [6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]],
]

for (const [source, p, differences] of published) {
  test(source, (t) => t.is(Number(signedRankTest(differences).toFixed(4)), p))
}

test('p reckoned by hand', (t) => {
  t.is(signedRankTest([1, 2, 3, 4, 5]), 2 / 32, 'five alike cannot be below 5 %')
  t.is(signedRankTest([-1, -2, -3, -4, -5, -6]), 2 / 64, 'six can')
  t.is(signedRankTest([1, -2]), 1, 'as likely as not')
  t.is(signedRankTest([0, 1, -2, 3]), 6 / 8, 'a zero takes the lowest rank with it: 2 + 4 against 3')
  t.is(signedRankTest([1, 1, -1]), 1, 'three ties of rank 2')
  t.is(signedRankTest([1, 1, 1, 1, 1, 1]), 2 / 64)
  t.is(signedRankTest([0, 0, 0]), 1, 'nothing differs')
  t.is(signedRankTest([]), 1)
})

test('above 50 pairs by the normal law: sums 630 and 1,200, z = 2.094', (t) => {
  const differences = Array.from({ length: 60 }, (_, index) => (index % 3 === 2 ? -1 : 1) * (index + 1))
  t.is(signedRankTest(differences).toFixed(4), '0.0362')
})

test('counted and approximated agree where one takes over from the other', (t) => {
  const differences = plantedNormal(1, 50, 0.25, 1)
  const counted = signedRankTest(differences)
  t.true(counted > 0.01 && counted < 0.5)
  const one = Math.abs(signedRankTest([...differences, 1e-9]) - counted)
  t.true(one < 0.01, `a 51st pair that hardly counts changes p by ${one}`)
})

test('the same policy against itself: 5 % of studies are told of a difference', (t) => {
  const rate = rateOf(3_000, (study) => signedRankTest(plantedNormal(study, 30, 0, 1)) < 0.05)
  t.true(rate > 0.038 && rate < 0.062, `${rate}`)
})

test('a difference of 0.6 standard deviations is found in nearly nine of ten studies of 30 pairs', (t) => {
  const rate = rateOf(1_000, (study) => signedRankTest(plantedNormal(study, 30, 0.6, 1)) < 0.05)
  t.true(rate > 0.83 && rate < 0.93, `${rate}`)
})
