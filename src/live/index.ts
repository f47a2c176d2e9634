/** The library `ailuro/live`: the core as a host of its own. */
export { Host, type StoredFact } from './host.js'
export { type Message, type OrderMessage } from './messages.js'
