import type { Policy } from '../../brokerage/policy.js'
import { loadPolicy } from '../../lab/load-policy.js'
import type { ShadowSettings } from '../../lab/shadow/shadow.js'
import { BadInput } from '../../model/bad-input.js'
import { defaultConstants } from '../../model/constants.js'
import { type GridSpec, gridOf } from '../../sim/grid-spec.js'
import { readScenario } from '../../sim/scenario-file.js'
import { seedOf } from '../../sim/seed.js'
import { openYaml } from '../../sim/yaml-file.js'
import { readServeConfig } from './serve-config.js'
import type { ServePlan } from './serve-plan.js'

/** What a shadow is made of, and what the report calls it. */
export interface NamedShadowSettings {
  readonly settings: ShadowSettings
  readonly names: { readonly grid: string; readonly seed: string; readonly assumptions: readonly string[] }
}

type Base = Pick<ServePlan, 'grid' | 'policy' | 'seed' | 'constants' | 'constantsByShare' | 'shares'>

/**
 * Reads the configuration of a server, or a scenario, for a shadow.
 * @param scale part of its size that a scenario is taken with
 * @throws BadInput with file and line at the first fault
 */
export async function shadowSettings(
  config: string,
  options: {
    readonly policy?: string | undefined
    readonly scale?: number | undefined
    readonly windowSeconds?: number | undefined
  },
): Promise<NamedShadowSettings> {
  const isScenario = 'workload' in Object(openYaml(config).given)
  if (!isScenario && options.scale !== undefined)
    throw new BadInput('--scale', `${config} is a configuration`, 'a scenario, whose grid has a size to take a part of')
  const base = isScenario ? await ofScenario(config, options.scale) : readServeConfig(config)
  const policy: Policy = await loadPolicy(options.policy ?? base.policy)
  return {
    settings: {
      grid: gridOf(base.grid),
      policy,
      constants: { ...defaultConstants, ...base.constants },
      constantsByShare: base.constantsByShare,
      shares: base.shares,
      seed: seedOf(base.seed),
      windowSeconds: options.windowSeconds,
    },
    names: { grid: base.grid.name, seed: base.seed, assumptions: base.grid.assumptions },
  }
}

async function ofScenario(file: string, scale = 1): Promise<Base> {
  const scenario = readScenario(file, { scale, length: 1 })
  const { grid } = await scenario.prepare(seedOf(scenario.seed))
  const { policy, seed, constants, constantsByShare = {}, shares } = scenario
  return { grid: grid satisfies GridSpec, policy, seed, constants, constantsByShare, shares }
}
