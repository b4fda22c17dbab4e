package dev.berth.engine;

/** Whether the disk of a journal has room for new work. */
enum Room {
    /** It has: a start that is refused for that is refused wrongly. */
    ENOUGH,
    /** It may have or not. */
    UNKNOWN,
    /** It has not, and the journal has seen that: nothing new may start. */
    LACKING
}
