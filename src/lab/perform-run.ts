import { readScenario, replayScenario } from '../sim/scenario-file.js'
import { type Scenario, simulate, type SimulateOptions } from '../sim/simulate.js'
import type { RunResult } from '../sim/run-result.js'
import { loadPolicy } from './load-policy.js'
import type { RunRequest, ScenarioSource } from './run-request.js'

/** Makes one run in this thread. @throws BadInput when scenario, policy or trace cannot be used */
export async function performRun(request: RunRequest, onProgress?: SimulateOptions['onProgress']): Promise<RunResult> {
  const scenario = scenarioOf(request.source)
  const policy = await loadPolicy(request.policy ?? scenario.policy)
  return simulate(scenario, {
    policy,
    records: request.records,
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(onProgress === undefined ? {} : { onProgress }),
  })
}

/** The scenario behind a source. @throws BadInput */
export function scenarioOf(source: ScenarioSource): Scenario {
  return 'file' in source
    ? readScenario(source.file, { scale: source.scale ?? 1, length: 1 })
    : replayScenario(source.replay)
}
