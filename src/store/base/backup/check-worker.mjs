// Reads a whole SQLite file and says what is wrong with it, in a thread of its own: in one go, so that nobody else could
// be served meanwhile. Plain JavaScript, because threads get no TypeScript.
import { parentPort, workerData } from 'node:worker_threads'
import Sqlite from 'better-sqlite3'

const connection = new Sqlite(workerData, { readonly: true, fileMustExist: true })
let fault = null
try {
  const [first] = connection.pragma('quick_check(1)')
  if (first.quick_check !== 'ok') fault = '数据库文件坏了，有些内容读不出来'
  else {
    const [orphan] = connection.pragma('foreign_key_check')
    if (orphan) fault = `数据库里表 ${orphan.table} 有一行所属的内容不见了`
  }
} catch {
  fault = '数据库文件坏了，读不出来'
}
connection.close()
parentPort.postMessage(fault)
