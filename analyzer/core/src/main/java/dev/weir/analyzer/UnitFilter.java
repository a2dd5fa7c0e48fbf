package dev.weir.analyzer;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes each HTTP request a unit of work, with all dispatches of it. To be registered first, for
 * {@link DispatcherType#REQUEST} and {@link DispatcherType#ASYNC}, with support of asynchronous
 * requests. Thread-safe.
 *
 * <p>A unit is called as the route is: the method, with the pattern that has led to the servlet, or
 * the one of Spring MVC. The path itself is not used: it has ids.
 */
public final class UnitFilter implements Filter {
  private static final String UNIT = UnitFilter.class.getName() + ".unit";

  /** Where Spring MVC says which of its patterns it was. */
  private static final String PATTERN =
      "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

  /** What a client sends may be anything. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE");

  private final Analyzer analyzer;
  private final Function<? super HttpServletRequest, String> name;

  /**
   * Creates a filter that names units by the routes.
   *
   * @param analyzer whose units they are
   */
  public UnitFilter(Analyzer analyzer) {
    this(analyzer, UnitFilter::route);
  }

  /**
   * Creates a filter.
   *
   * @param analyzer whose units they are
   * @param name what a request's unit is called, asked at its end; of few values, so without ids.
   *     If it throws, that goes to the container
   */
  public UnitFilter(Analyzer analyzer, Function<? super HttpServletRequest, String> name) {
    this.analyzer = analyzer;
    this.name = name;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!(any instanceof HttpServletRequest request)) {
      chain.doFilter(any, response);
      return;
    }
    Unit there = (Unit) request.getAttribute(UNIT);
    if (there != null && request.getDispatcherType() != DispatcherType.ASYNC) {
      chain.doFilter(request, response); // A forward, within what is filtered already.
      return;
    }
    Unit unit = there == null ? analyzer.unitForThreads("request") : there;
    request.setAttribute(UNIT, unit);
    Unit.Entered entered = unit.enter();
    try {
      chain.doFilter(request, response);
    } finally {
      entered.close();
      if (request.isAsyncStarted()) {
        unit.rename(name.apply(request));
        request.getAsyncContext().addListener(new Ending(request, unit));
      } else {
        request.removeAttribute(UNIT);
        unit.rename(name.apply(request));
        unit.close();
      }
    }
  }

  private static String route(HttpServletRequest request) {
    String method = request.getMethod();
    Object pattern = request.getAttribute(PATTERN);
    return (METHODS.contains(method) ? method : "other method")
        + " "
        + (pattern instanceof String known ? known : request.getHttpServletMapping().getPattern());
  }

  /** Ends the unit of a request that goes on on other threads. */
  private record Ending(HttpServletRequest request, Unit unit) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      unit.close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
