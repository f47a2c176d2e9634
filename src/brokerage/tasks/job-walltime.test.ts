import test from 'ava'
import { cpuHs06SecondsPerEvent, type JobWork, jobWalltimeSeconds, type QueuePace } from './job-walltime.js'

/** 100 events of 300 HS06 s each, CPU efficiency 90 % and 600 s before the first event. */
const workOf = (differs: Partial<JobWork> = {}): JobWork => ({
  cpuHs06SecondsPerEvent: 300,
  events: 100,
  cpuEfficiencyPercent: 90,
  baseWalltimeSeconds: 600,
  ...differs,
})
const queue: QueuePace = { maxWalltimeSeconds: 86_400, cores: 8, corePower: 10 }

test('a job may run for what its events take at the queue, whole seconds, and its base (§A.4)', (t) => {
  const table: [work: Partial<JobWork>, queue: Partial<QueuePace>, seconds: number][] = [
    [{}, {}, 1016], // 30,000 / 8 / 10 / 0.9 = 416.7
    [{}, { corePower: 13.7 }, 904],
    [{ cpuEfficiencyPercent: 100 }, {}, 975],
    [{ cpuEfficiencyPercent: 0 }, {}, 975],
    [{ baseWalltimeSeconds: 0 }, {}, 416],
    [{}, { cores: 1 }, 3933],
    [{}, { cores: 0 }, 3933],
    [{}, { corePower: 0 }, 4766],
    [{ events: 0 }, {}, 600],
    [{ cpuHs06SecondsPerEvent: 0 }, {}, 600],
    [{ events: 1_000_000 }, {}, 4_167_266], // beyond what the queue allows
    [{ cpuHs06SecondsPerEvent: undefined }, {}, 86_400],
    [{ cpuHs06SecondsPerEvent: undefined }, { maxWalltimeSeconds: 0 }, 0],
  ]
  for (const [work, pace, seconds] of table) {
    t.is(jobWalltimeSeconds(workOf(work), { ...queue, ...pace }), seconds, JSON.stringify([work, pace]))
  }
})

test('CPU time may be given in thousandths, and counts only with a unit (§A.4)', (t) => {
  const table: [cpuTime: number | undefined, unit: string | undefined, perEvent: number | undefined][] = [
    [300, 'HS06sPerEvent', 300],
    [300, 'HS06sPerEventFixed', 300],
    [300, 'mHS06sPerEvent', 0.3],
    [0, 'HS06sPerEvent', 0],
    [300, undefined, undefined],
    [undefined, 'HS06sPerEvent', undefined],
  ]
  for (const [cpuTime, unit, perEvent] of table) t.is(cpuHs06SecondsPerEvent(cpuTime, unit), perEvent)
})
