import test from 'ava'
import { NONE } from '../../model/units.js'
import { Candidates, Trial } from '../candidates.js'
import { everywhere, sceneOf } from '../testing/scene.js'
import { barWithoutNextFile, drawPlace } from './draw-place.js'

/** Candidates of these weights, each with 9 jobs waiting. */
function candidatesOf(...weights: number[]): Candidates {
  const { state, bunch } = sceneOf(`queue\n${weights.map((_, i) => `Q${i}`).join('\n')}`)
  const candidates = new Candidates(state)
  candidates.begin(everywhere(state), bunch)
  candidates.weight.set(weights)
  candidates.queued.fill(9)
  candidates.assigned.fill(0)
  return candidates
}

/** Gives these draws, one after the other, and no more. */
function lots(...draws: number[]): () => number {
  const rest = [...draws]
  return () => {
    const draw = rest.shift()
    if (draw === undefined) throw new Error('drawn too often')
    return draw
  }
}

test('§A.4-2: the walk ends at the first place where the draw is used up', (t) => {
  const table: [draw: number, place: number][] = [
    [0, 0],
    [0.25, 0],
    [0.26, 1],
    [0.75, 1],
    [0.76, 2],
    [0.999, 2],
  ]
  for (const [draw, place] of table) t.is(drawPlace(candidatesOf(1, 2, 1), 1, lots(draw), false), place, `${draw}`)
})

test('§A.4-1: of those to be tried each has the same chance', (t) => {
  const placeOf = (draw: number) => {
    const candidates = candidatesOf(5, 1, 9, 1)
    candidates.trial[1] = candidates.trial[3] = Trial.wanted
    const place = drawPlace(candidates, 25, lots(draw), false)
    t.deepEqual([candidates.trial[place], candidates.weight[place], candidates.queued[place]], [Trial.done, 1, 9])
    return place
  }
  t.deepEqual([0, 0.49, 0.5, 0.99].map(placeOf), [1, 1, 3, 3])
})

/** A walk that rounding lets fall through: the sum, drawn whole, is more than the weights take away one by one. */
function fallenThrough(isFaithful: boolean): { place: number; weights: number[]; queued: number[] } {
  const candidates = candidatesOf(0.1, 0.2, 0.3, 0)
  const place = drawPlace(candidates, 10, lots(1 + 1e-15, 0.4), isFaithful)
  const of = (column: Float64Array) => [...column.slice(0, 4)]
  return { place, weights: of(candidates.weight), queued: of(candidates.queued) }
}

test('§A.4-2, 3: when rounding leaves none, one is picked uniformly, and its weight decays', (t) => {
  t.deepEqual(fallenThrough(false), { place: 1, weights: [0.1, 0.2 / 2, 0.3, 0], queued: [9, 19, 9, 9] })
})

test('§A.4-3 quirkDecayOfLast: then the weight of the last usable queue decays [quirk]', (t) => {
  t.deepEqual(fallenThrough(true), { place: 1, weights: [0.1, 0.2, 0.3 / 2, 0], queued: [9, 19, 9, 9] })
})

test('§A.4-2: nobody is left', (t) => {
  const candidates = candidatesOf(1, 1, 1, 0)
  candidates.barred[0] = 1
  candidates.trial[1] = Trial.done
  candidates.cap[2] = 9
  t.is(drawPlace(candidates, 1, lots(), false), NONE)
  candidates.cap[2] = 10
  t.is(drawPlace(candidates, 1, lots(0.5), false), 2)
})

test('§A.4-4: queues without the next file are barred, unless none has it', (t) => {
  const barredFor = (...holders: number[]) => {
    const candidates = candidatesOf(1, 1, 1)
    barWithoutNextFile(candidates, (position) => holders.includes(position))
    return [...candidates.barred.slice(0, 3)]
  }
  t.deepEqual(barredFor(0, 2), [0, 1, 0])
  t.deepEqual(barredFor(), [0, 0, 0])
})
