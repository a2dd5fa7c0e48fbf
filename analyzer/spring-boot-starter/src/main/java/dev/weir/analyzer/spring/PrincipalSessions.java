package dev.weir.analyzer.spring;

import dev.weir.Weir;
import dev.weir.consistency.CallerScope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** A request is in the session of the user who makes it; of nobody in none. */
final class PrincipalSessions extends OncePerRequestFilter {
  private static final int LONGEST_KEY = 256;

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false; // It is on another thread.
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String key = key(request.getUserPrincipal());
    CallerScope session = key == null ? null : Weir.session(key);
    try {
      chain.doFilter(request, response);
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private static @Nullable String key(@Nullable Principal user) {
    String name = user == null ? null : user.getName();
    return name == null || name.isBlank() || name.length() > LONGEST_KEY ? null : name;
  }
}
