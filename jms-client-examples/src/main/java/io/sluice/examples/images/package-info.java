/** What happens to the objects of an image store, and who wants to hear of it. */
@NullMarked
package io.sluice.examples.images;

import org.jspecify.annotations.NullMarked;
