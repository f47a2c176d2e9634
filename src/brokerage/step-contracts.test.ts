import test, { type ExecutionContext } from 'ava'
import type { State } from '../model/state.js'
import type { Bunch } from './bunch.js'
import { Candidates, Trial } from './candidates.js'
import { production } from './policies/production.js'
import type { Step } from './policy.js'
import { type Reason, wordsOf } from './reason.js'
import { steps } from './steps/index.js'
import { mostRunning } from './steps/most-running.js'
import { temporary } from './steps/temporary.js'
import { type Motley, motley } from './testing/motley.js'
import { bunchOf, everywhere, sceneOf } from './testing/scene.js'

/** Judging changes nothing but the list, which each test begins anew. */
const scenes = Array.from({ length: 60 }, (_, number) => motley(number))

/** All pseudo-queues before a bunch. */
function beginning(state: State, bunch: Bunch, faces: ArrayLike<number> = everywhere(state)): Candidates {
  const candidates = new Candidates(state)
  candidates.begin(faces, bunch)
  return candidates
}

/** What a step said of each pseudo-queue of a list that begins as this one. */
function saidOf(step: Step, { state, bunch }: Motley, faces: ArrayLike<number>): Map<number, string> {
  const candidates = beginning(state, bunch, faces)
  step.judge(bunch, candidates, state)
  const said = new Map<number, string>()
  for (let i = 0; i < candidates.count; i++) {
    const { face, trial } = candidates
    const isAside = candidates.takeSetAside(i)
    const word = candidates.isRefused(i) ? 'refused' : isAside ? 'aside' : trial[i] === Trial.wanted ? 'tried' : 'ok'
    said.set(face[i], word)
  }
  return said
}

/** Steps, and tags of steps, that hold a number against another; `t1_weight` compares candidates with one another. */
const comparing =
  /^(max_cpucore|cpucore|lowmemory|highmemory|diskIO|inactive|links_full|many-transferring|max_io_intensity|below_min_weight|t1_weight|io|lowNetworkWeight|nopilot|over_pledged|cap|cap_rt|disk|space-left|transferring|t1|shortwalltime|scout_walltime|min_walltime|longwalltime|non_local)$/

/** A reason says something, names a change, and where the step compares numbers these lie as it says. */
function soundReason(t: ExecutionContext, step: Step, reason: Reason, where: string): void {
  const { tag = step.name, text, change, observed, limit, unit, wants } = reason
  const what = `${where}: ${wordsOf(reason)}`
  t.regex(text, /.{10}/, what)
  t.regex(change, /.{8}/, what)
  t.notRegex(`${text}${change}`, /NaN|undefined|\[object/, what)
  const compares = comparing.test(tag) || (tag === 'link_unusable' && wants !== undefined)
  if (!compares || step.name === 'non_local') {
    t.is(observed, undefined, what)
    t.is(limit, undefined, what)
    return
  }
  t.true(Number.isFinite(observed) && Number.isFinite(limit), `${what}: ${observed} and ${limit}`)
  t.regex(unit!, /./, what)
  if (wants === 'at most') t.true(observed! > limit!, `${what}: ${observed} is not above ${limit}`)
  else if (wants === 'at least') t.true(observed! < limit!, `${what}: ${observed} is not below ${limit}`)
  else if (wants === 'below') t.true(observed! >= limit!, `${what}: ${observed} is below ${limit}`)
  else t.regex(tag, /^(cpucore|t1_weight)$/, what)
}

test('steps have names of their own and say what they are for', (t) => {
  t.is(new Set(steps.map(({ name }) => name)).size, steps.length)
  for (const { name, about } of steps) t.regex(`${name}: ${about}`, /^[\w-]+: .{10}/)
})

test('the motley scenes have a refusal for every step, or what it does in its place', (t) => {
  const acted = new Set<string>()
  for (let number = 0; number < 400; number++) {
    const scene = motley(number)
    const { state, bunch, candidates } = scene
    for (const step of steps) {
      const words = [...saidOf(step, scene, everywhere(state)).values()]
      if (words.some((word) => word !== 'ok')) acted.add(step.name)
    }
    candidates.setAside(2)
    temporary.judge(bunch, candidates, state)
    if (candidates.refusedNow === 1) acted.add(temporary.name)
  }
  t.deepEqual([...acted].sort(), steps.map(({ name }) => name).sort())
})

for (const step of steps) {
  test(`${step.name} refuses by position, with words, and changes nothing else`, (t) => {
    for (const [number, { state, bunch }] of scenes.entries()) {
      const candidates = beginning(state, bunch)
      const look = () => {
        const { count, face, weight, cap, barred } = candidates
        const isKept = step.name === 'cap' || [...cap].every((most) => most === Infinity)
        return [count, [...face], [...weight], [...barred], isKept, [...state.counters.byQueue], state.grid.version]
      }
      candidates.setAside(1)
      const before = look()
      step.judge(bunch, candidates, state)
      t.deepEqual(look(), before, `scene ${number}`)
      t.true(candidates.isAside(1), 'what was set aside before stays aside')
      for (let i = 0; i < candidates.count; i++) {
        const isNews = candidates.takeSetAside(i) && i !== 1
        if (!candidates.isRefused(i) && !isNews) continue
        soundReason(t, step, step.because(bunch, candidates, i, state), `scene ${number}`)
      }
    }
  })

  test(`${step.name} brings nobody back: what it refused stays away, what it passed passes again`, (t) => {
    for (const [number, { state, bunch }] of scenes.entries()) {
      const candidates = beginning(state, bunch)
      const all = [...candidates.face.slice(0, candidates.count)]
      step.judge(bunch, candidates, state)
      const refused: number[] = []
      for (let i = 0; i < candidates.count; i++) if (candidates.isRefused(i)) refused.push(candidates.face[i])
      candidates.settle()
      const passing = [...candidates.face.slice(0, candidates.count)]
      t.deepEqual(
        [...refused, ...passing].sort((one, other) => one - other),
        all,
        `scene ${number}`,
      )
      step.judge(bunch, candidates, state)
      t.is(candidates.refusedNow, 0, `scene ${number}`)
      candidates.begin([], bunch)
      step.judge(bunch, candidates, state)
      t.is(candidates.refusedNow, 0, 'of nobody it refuses nobody')
    }
  })

  test(`${step.name} says the same in whatever order the queues come`, (t) => {
    for (const [number, scene] of scenes.entries()) {
      const faces = everywhere(scene.state)
      const words = (said: Map<number, string>) =>
        // Of equals it keeps the first.
        step === mostRunning ? [...said.values()].sort() : [...said].sort(([one], [other]) => one - other)
      const forward = words(saidOf(step, scene, faces))
      t.deepEqual(words(saidOf(step, scene, [...faces].reverse())), forward, `scene ${number}`)
    }
  })

  test(`${step.name} says the same of a queue that comes alone, unless it looks at all`, (t) => {
    for (const [number, scene] of scenes.entries()) {
      if (step.looksAtAll?.(scene.bunch, scene.state) === true) continue
      for (const [face, word] of saidOf(step, scene, everywhere(scene.state))) {
        t.is(saidOf(step, scene, [face]).get(face), word, `scene ${number}, pseudo-queue ${face}`)
        if (step.marks === true) t.regex(word, /ok|tried/)
      }
    }
  })

  if (step.lasting) {
    test(`${step.name} is lasting: it looks at the kind of work and the queue alone`, (t) => {
      for (const [number, { work, calmTable, ...scene }] of scenes.entries()) {
        if (scene.bunch.queues.length > 0) continue
        const said = saidOf(step, { ...scene, work, calmTable }, everywhere(scene.state))
        // The same kind at another time, of another task, alone before each queue.
        const calm = sceneOf(calmTable, work)
        const other = { priority: 1001, hs06Seconds: 7, inputBytes: 0, jobs: 3, rules: { isScout: true } }
        const alike = bunchOf(calm.state, { ...work, ...other })
        t.is(alike.kind, calm.bunch.kind)
        for (const face of everywhere(calm.state)) {
          const alone = saidOf(step, { ...calm, bunch: alike, work, calmTable }, [face])
          t.is(alone.get(face), said.get(face), `scene ${number}, pseudo-queue ${face}`)
        }
      }
    })
  }

  if (step.ofTask === true) {
    test(`${step.name} is of the task: however queues fare, its answer is the same`, (t) => {
      for (const [number, scene] of scenes.entries()) {
        const { work, calmTable, state } = scene
        const { constants } = state
        const calm = { ...scene, ...sceneOf(calmTable, work, constants) }
        const faces = everywhere(state)
        t.deepEqual(saidOf(step, calm, faces), saidOf(step, scene, faces), `scene ${number}`)
      }
    })
  }
}

test('production: steps that judge each queue alone may come in any order', (t) => {
  const alone = production.steps.filter((step) => step.looksAtAll === undefined && step !== temporary)
  for (let number = 0; number < 200; number++) {
    const { state, bunch, candidates } = motley(number)
    const left = (order: readonly Step[]) => {
      candidates.begin(everywhere(state), bunch)
      for (const step of order) {
        step.judge(bunch, candidates, state)
        candidates.settle()
      }
      temporary.judge(bunch, candidates, state)
      candidates.settle()
      return [...candidates.face.slice(0, candidates.count)]
    }
    const middle = number % alone.length
    const turned = [...alone.slice(middle), ...alone.slice(0, middle)]
    t.deepEqual(left(turned), left(alone), `scene ${number}`)
    t.deepEqual(left([...alone].reverse()), left(alone), `scene ${number}`)
  }
})
