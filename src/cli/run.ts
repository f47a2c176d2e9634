/** Runs the command line as it is built, without looking whether it should be built anew: for the pilots that a server starts. */
import { main } from './main.js'

await main(process.argv.slice(2))
