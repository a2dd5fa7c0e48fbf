@org.jspecify.annotations.NullMarked
package com.shop;
