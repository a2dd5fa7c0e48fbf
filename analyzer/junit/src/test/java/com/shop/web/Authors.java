package com.shop.web;

import org.springframework.data.jpa.repository.JpaRepository;

/** All authors. */
public interface Authors extends JpaRepository<Author, Long> {}
