package com.shop;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.BlockingQueue;
import org.hibernate.event.Listeners;

/**
 * Requests, tasks and messages of an application: most read one member, some read a list of them.
 */
public final class Requests {
  private static final String MEMBER = "select * from member where id = ?";

  private final Database db;

  /** Creates the application. */
  public Requests(Database db) {
    this.db = db;
  }

  /** Shows a member. */
  public void one(long id) {
    db.read(MEMBER, id);
  }

  /** Shows a member by way of a library that has a loop. */
  public void oneByALibrary(long id) {
    Listeners.read(db, MEMBER, id);
  }

  /** Shows a list of members, one by one. */
  public void list() {
    for (long id = 0; id < 20; id++) {
      db.read(MEMBER, id);
    }
  }

  /** Shows a member on a page with two others that are always there. */
  public void page(long id) {
    db.read(MEMBER, id);
    db.read("select * from account where id = ?", id);
    db.read(MEMBER, -id);
  }

  /**
   * Handles messages until there is an empty one.
   *
   * @param messages each the id of a member, or {@code list}
   */
  public void consume(BlockingQueue<String> messages) throws InterruptedException {
    while (true) {
      String message = messages.take();
      if (message.isEmpty()) {
        return;
      }
      handle(message);
    }
  }

  private void handle(String message) {
    if (message.equals("list")) {
      list();
    } else {
      one(Long.parseLong(message));
    }
  }

  /** The same for requests of a browser. */
  public static final class Servlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private final transient Requests requests;

    /** Creates it. */
    public Servlet(Requests requests) {
      this.requests = requests;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      requests.handle(request.getParameter("id"));
    }
  }
}
