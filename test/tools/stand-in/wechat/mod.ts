/** The stand-in for WeChat lives with the demo, which is shipped; tests find it here. */
export * from '../../../../src/tools/stand-in/mod.ts'
