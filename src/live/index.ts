/** The library `ailuro/live`: the core as a host of its own. */
export { Host } from './host.js'
export { type StoredFact } from './store/commit.js'
export { type Message, type OrderMessage } from './messages.js'
