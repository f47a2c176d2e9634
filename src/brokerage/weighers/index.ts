/** All weighers that policies can be built from. */
import type { Weigher } from '../policy.js'
import { fewWaiting } from './few-waiting.js'
import { inputHeld } from './input-held.js'
import { network } from './network.js'
import { nucleus } from './nucleus.js'
import { queueBalance } from './queue-balance.js'

export const weighers: readonly Weigher[] = [queueBalance, inputHeld, nucleus, network, fewWaiting]
