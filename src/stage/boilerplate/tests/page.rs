//! The furniture of the page: credits, notes, bars, what closes an article.

use super::*;

#[test]
fn what_closes_an_article() {
    let prose =
        "The ferry left an hour late because of the fog, and nobody complained about it at all.";
    let title = "Why the Pier at Lund Is Closed to Everyone";
    for note in [
        "Mara Voss (@maravoss) lives in Bergen and writes about the sea.",
        "— Mara Voss is a columnist for the Lund Mail.",
        "Mara Voss, who sails, is a reporter. Follow her on Twitter @maravoss.",
        "mara.voss@lundmail.example",
    ] {
        check(&format!("{prose}\n\n{prose}\n\n{note}"), &[("byline", note)]);
    }
    check(&format!("{prose}\n\n{prose}\n\n{title}"), &[("related_link", title)]);
    check(
        &format!("{prose}\n\n{prose}\n\n{prose}\n\nREAD MORE:\n\nThe Last Ferry\n\n{prose}"),
        &[("related_link", "READ MORE:"), ("related_link", "The Last Ferry")],
    );
    check(
        &format!("Mara Voss\n\nUSA TODAY\n\n{prose}"),
        &[("byline", "Mara Voss"), ("byline", "USA TODAY")],
    );
}

#[test]
fn credits_and_captions() {
    check(
        "Mara Voss waves from the pier on October 17. Getty Images\n\nIt rained.",
        &[
            ("caption", "Mara Voss waves from the pier on October 17."),
            ("photo_credit", "Getty Images"),
        ],
    );
    check(
        "(Jon Ek/AP) The pier in fog, Oct. 19, 2017.",
        &[("photo_credit", "(Jon Ek/AP)"), ("caption", "The pier in fog, Oct. 19, 2017.")],
    );
    check(
        "The pier in the U.S. J. Ek/AFP/Getty Images\n\nREUTERS/Mara Voss/File Photo\n\n[Image via screengrab]",
        &[
            ("caption", "The pier in the U.S."),
            ("photo_credit", "J. Ek/AFP/Getty Images"),
            ("photo_credit", "REUTERS/Mara Voss/File Photo"),
            ("photo_credit", "[Image via screengrab]"),
        ],
    );
    check(
        "The pier in fog. (AP Photo/Jon Ek)\n\nA drone's view. | Mara Voss/Getty Images",
        &[
            ("caption", "The pier in fog."),
            ("photo_credit", "(AP Photo/Jon Ek)"),
            ("caption", "A drone's view."),
            ("photo_credit", "| Mara Voss/Getty Images"),
        ],
    );
    check(
        "The pier Photographer: Jon Ek/Bloomberg",
        &[("caption", "The pier"), ("photo_credit", "Photographer: Jon Ek/Bloomberg")],
    );
    check(
        "Image copyright Getty Images Image caption The pier\n\nEnlarge this image toggle caption Jon Ek/AP Jon Ek/AP",
        &[
            ("photo_credit", "Image copyright Getty Images"),
            ("other_boilerplate", "Image caption"),
            ("caption", "The pier"),
            ("photo_credit", "Enlarge this image toggle caption Jon Ek/AP Jon Ek/AP"),
        ],
    );
    check(
        "It ended well.Featured image via video screen capture",
        &[("photo_credit", "Featured image via video screen capture")],
    );
}

#[test]
fn words_in_front_of_a_caption() {
    check(
        "CLOSE The pier in fog. Photo by Mara Voss\n\nFacebook Twitter Pinterest The pier. Photograph: Jon Ek",
        &[
            ("other_boilerplate", "CLOSE"),
            ("caption", "The pier in fog."),
            ("photo_credit", "Photo by Mara Voss"),
            ("share_bar", "Facebook Twitter Pinterest"),
            ("caption", "The pier."),
            ("photo_credit", "Photograph: Jon Ek"),
        ],
    );
    check(
        "LISTEN TO ARTICLE 2:05 SHARE THIS ARTICLE Share Tweet Post Email",
        &[
            ("other_boilerplate", "LISTEN TO ARTICLE 2:05"),
            ("share_bar", "SHARE THIS ARTICLE Share Tweet Post Email"),
        ],
    );
    check(
        "Media playback is unsupported on your device Media caption The pier in fog",
        &[
            ("other_boilerplate", "Media playback is unsupported on your device"),
            ("other_boilerplate", "Media caption"),
            ("caption", "The pier in fog"),
        ],
    );
    check("CLOSE CALL ON THE PIER", &[]);
}

#[test]
fn stacked_credits_go_at_once() {
    check(
        "The pier in fog. Mara Voss/AP. (Jon Ek/AFP) Getty Images",
        &[
            ("caption", "The pier in fog."),
            ("photo_credit", "Mara Voss/AP."),
            ("photo_credit", "(Jon Ek/AFP) Getty Images"),
        ],
    );
}

#[test]
fn notes() {
    check(
        "It rained. J. Ek, Ana Ruiz and The Bergen Mail contributed to this report.",
        &[("contributor_note", "J. Ek, Ana Ruiz and The Bergen Mail contributed to this report.")],
    );
    check(
        "It rained. (Reporting by Mara Voss; Editing by Jon Ek)",
        &[("contributor_note", "(Reporting by Mara Voss; Editing by Jon Ek)")],
    );
    check("By Mara Voss and Jon Ek\n\nIt rained.", &[("byline", "By Mara Voss and Jon Ek")]);
    check(
        ">> Follow Mara Voss (@maravoss) on Twitter",
        &[("byline", ">> Follow Mara Voss (@maravoss) on Twitter")],
    );
    check(
        "Copyright © 2019 The Bergen Mail, LLC.",
        &[("copyright", "Copyright © 2019 The Bergen Mail, LLC.")],
    );
}

#[test]
fn lines_of_the_page() {
    for (line, label) in [
        ("ADVERTISEMENT", "promo"),
        ("Advertisement:", "promo"),
        ("AD", "promo"),
        ("Story continues below", "promo"),
        ("Sign up for our morning letter", "promo"),
        ("CLICK HERE TO GET THE BERGEN APP", "promo"),
        ("Share Tweet Post Email", "share_bar"),
        ("Share this story", "share_bar"),
        ("READ MORE: A bridge falls", "related_link"),
        ("RELATED: A bridge falls", "related_link"),
        ("Lesen Sie auch: Die Brücke", "related_link"),
        ("À lire aussi : Le pont", "related_link"),
        ("PUBLICIDAD", "promo"),
        ("Folgen Sie uns auf Facebook", "promo"),
        ("Schrijf je in voor onze nieuwsbrief", "promo"),
        ("Lees ook: De brug van Lund", "related_link"),
        ("Leggi anche: Il ponte di Lund", "related_link"),
        ("Czytaj też: Most w Lund", "related_link"),
        ("Tutti i diritti riservati", "copyright"),
        ("Ta strona używa plików cookie.", "other_boilerplate"),
        ("Cet article est réservé aux abonnés.", "other_boilerplate"),
        ("Este site usa cookies para melhorar", "other_boilerplate"),
        ("Nota de la redacción: una versión anterior decía Lund.", "other_boilerplate"),
        ("Compartir en Facebook", "share_bar"),
        ("Leia também: A ponte", "related_link"),
        ("6 years ago", "other_boilerplate"),
        ("Please enable Javascript to watch.", "other_boilerplate"),
    ] {
        check(&format!("It rained.\n\n{line}\n\nIt stopped."), &[(label, line)]);
    }
    check(
        "It rained (RELATED: A bridge falls) all day.",
        &[("related_link", "(RELATED: A bridge falls)")],
    );
    check(
        "Share\nFacebook\nTwitter",
        &[("share_bar", "Share"), ("share_bar", "Facebook"), ("share_bar", "Twitter")],
    );
}

#[test]
fn separators() {
    check(
        "It rained.\n\n* * *\n\nFog.\n\n___\nRain.",
        &[("other_boilerplate", "* * *"), ("other_boilerplate", "___")],
    );
    check("*\n*\n*", &[]);
    check("•\nrope\n•\nnails\n\n...\n\n1 - 2\n\n- rope", &[]);
}

#[test]
fn credits_in_brackets() {
    let credit = "(Photo by Mara Voss/Getty Images)";
    check(
        &format!("It rained in Orrin. {credit}The ferry was late, she said."),
        &[("photo_credit", credit)],
    );
    check(
        "The pier at Lund (Photo: Mara Voss, AP)",
        &[("caption", "The pier at Lund"), ("photo_credit", "(Photo: Mara Voss, AP)")],
    );
    check(
        "It rained on Friday. (Orrin Police via AP)",
        &[("caption", "It rained on Friday."), ("photo_credit", "(Orrin Police via AP)")],
    );
    check("Her book (photographs by Mara Voss) is out, and it sells.", &[]);
}

#[test]
fn titles_with_a_button() {
    check(
        "A ferry sinks off Orrin – what we know Read more\n\nIt rained.",
        &[("related_link", "A ferry sinks off Orrin – what we know Read more")],
    );
    check(
        "It rained.\n\nRead More The Pier Is Gone",
        &[("related_link", "Read More The Pier Is Gone")],
    );
    check("It rained.\n\nAlso on Friday, the mayor of Orrin was in Lund.", &[]);
}
