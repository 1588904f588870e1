import { afterAll } from 'vitest'
import { closeDatabases } from './database.ts'

/** A setup file. The files of a project share their process, so this is said for each of them and not where it is loaded. */
afterAll(closeDatabases)
