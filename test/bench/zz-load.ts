import { readOptions } from './options.ts'
import { startServer } from './postgres.ts'
import { loadWorld, prepareFolder, worldFolder } from './world.ts'
const options = readOptions(process.argv.slice(2))
const folder = worldFolder(options)
prepareFolder(folder)
const server = await startServer(folder)
try { console.log(folder, JSON.stringify(await loadWorld(folder, server.url, options, (w) => console.log(new Date().toISOString(), w)))) } finally { await server.stop() }
