/** The library `ailuro/live`: the core as a host of its own, and the client of the live server. */
export { Host, type StoredFact } from './host.js'
export { type Message, type OrderMessage } from './messages.js'
export { ApiProblem, Client, type ClientSettings } from './api/client.js'
export type { Arguments, CallOptions, Input, Output, RouteName, ToldFact } from './api/client-types.js'
