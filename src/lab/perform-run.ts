import { readScenario, replayScenario } from '../sim/scenario-file.js'
import { type Scenario, simulate, type SimulateOptions } from '../sim/simulate.js'
import type { RunResult } from '../sim/run-result.js'
import { loadPolicy } from './load-policy.js'
import type { RunRequest, ScenarioSource } from './run-request.js'

/** Makes one run in this thread. @throws BadInput when scenario, policy or trace cannot be used */
export async function performRun(request: RunRequest, onProgress?: SimulateOptions['onProgress']): Promise<RunResult> {
  const scenario = scenarioOf(request.source, request.load)
  const policy = await loadPolicy(request.policy ?? scenario.policy)
  const result = await simulate(scenario, {
    policy,
    records: request.records,
    ...(request.window === undefined ? {} : { window: request.window }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
  return request.load === undefined ? result : { ...result, summary: { ...result.summary, load: request.load } }
}

/** The scenario behind a source, its grid laid out for a load if one is given. @throws BadInput */
export function scenarioOf(source: ScenarioSource, load?: number): Scenario {
  return 'file' in source
    ? readScenario(source.file, { scale: source.scale ?? 1, length: 1 }, load)
    : replayScenario(source.replay, load)
}
