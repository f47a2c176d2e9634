import test from 'ava'
import { atScale } from './question-at-scale.js'

const table: readonly (readonly [question: string, scale: number | undefined, said: string])[] = [
  ['A million jobs on 150 sites.', 0.02, 'A million jobs on 150 sites, at 0.02 of its size.'],
  ['Which policy serves day best?', 0.5, 'Which policy serves day best, at 0.5 of its size?'],
  ['A day', 2, 'A day, at 2 of its size'],
  ['A million jobs.', undefined, 'A million jobs.'],
  ['A million jobs.', 1, 'A million jobs.'],
  ['A million jobs, at 0.02 of its size.', 0.002, 'A million jobs, at 0.002 of its size.'],
  ['A million jobs, at 0.02 of its size.', 1, 'A million jobs.'],
]

for (const [question, scale, said] of table) {
  test(`at ${scale}: ${question}`, (t) => t.is(atScale(question, scale), said))
}
