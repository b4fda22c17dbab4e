/** What several packages want of a file system. */
@NullMarked
package dev.berth.server.files;

import org.jspecify.annotations.NullMarked;
